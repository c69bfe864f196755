import os,tempfile,json,sys,time
os.environ["COURSE_HOME"]=tempfile.mkdtemp()+"/.airflow"
import run as runner
from include.places import HOME
HOME.mkdir(parents=True)
runner.load_airflow("http://127.0.0.1:9/api/","x")
from labs.schedule import ask
t=time.time(); out=[]; err=0
for seed in range(int(sys.argv[1]),int(sys.argv[2])):
    s=ask.draw(seed)
    try: r=ask.runs(s)
    except Exception as e: r=f"error: {type(e).__name__}: {e}"; err+=1
    out.append({"setting":s,"runs":r})
json.dump(out,open(sys.argv[3],"w"))
print(len(out),err,time.time()-t, [len(o["runs"]) for o in out][:40])
print([o["runs"] for o in out if isinstance(o["runs"],str)][:3])
