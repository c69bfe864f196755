# Gets: A DAG price_list is in
sed -i 's/2.90/3.40/; s/0.50/0.60/' broken/price_list/price_list_until_november.py
