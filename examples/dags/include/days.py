"""Which day a run works on."""

# The day before the run is due: a run that is due on the 23rd finds the 22nd complete. It is a
# template, so Airflow fills it in for each run, and shows it under "Rendered templates". A run
# that is triggered from outside may have no logical date; then the time when it may start counts.
DAY = "{{ ((dag_run.logical_date or dag_run.run_after) - macros.timedelta(days=1)) | ds }}"
