"""Which day a run works on, and how far back its fraud model looks."""

from datetime import timedelta

# The day before the run is due: a run that is due on the 23rd finds the 22nd complete. It is a
# template, so Airflow fills it in for each run, and shows it under "Rendered templates". A run
# that is triggered from outside may have no logical date; then the time when it may start counts.
DAY = "{{ ((dag_run.logical_date or dag_run.run_after) - macros.timedelta(days=1)) | ds }}"

# A fraud model ends that long before the day for which it is trained: customers report fraud within
# ten days, and the week before those validates the model.
LAG = timedelta(days=17)
