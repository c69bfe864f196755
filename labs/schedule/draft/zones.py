import json
from datetime import datetime,timedelta,timezone
from zoneinfo import ZoneInfo
import sys; sys.path.insert(0,'/tmp/w/lab')
from labs.schedule.ask import ZONES
out={}
for z in ZONES:
    tz=ZoneInfo(z); t=datetime(2010,1,1,tzinfo=timezone.utc); end=datetime(2040,1,1,tzinfo=timezone.utc)
    off=lambda d: int(d.astimezone(tz).utcoffset().total_seconds()//60)
    l=[[None,off(t)]]
    while t<end:
        n=t+timedelta(days=1)
        if off(n)!=off(t):
            a,b=t,n
            while b-a>timedelta(minutes=1):
                m=a+(b-a)/2; m=m.replace(second=0,microsecond=0)
                if off(m)==off(t): a=m
                else: b=m
            l.append([int(b.timestamp())//60,off(b)])
        t=n
    out[z]=l
json.dump(out,open('/tmp/tr/zones.json','w'))
