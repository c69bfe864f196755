# Gets: Some lists would still have: Rye bread: 2.90
sed -i 's/^def price_list/def price_list_old/; s/^price_list()/price_list_old()/' broken/price_list/price_list_until_november.py
