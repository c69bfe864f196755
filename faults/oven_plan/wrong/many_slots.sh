# Gets: The scheduler starts 3 of them at once: bake_cake, bake_rolls, bake_rye. There are two ovens.
FAULT=oven_plan ./airflow pools set ovens 128 "Plenty"
