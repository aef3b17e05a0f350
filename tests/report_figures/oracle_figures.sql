-- Each gives rows of a figure's id and value.
SELECT 'v.reg.' || office, count(*) || '' FROM c GROUP BY office;
SELECT 'v.reg.' || office || '.' || zone, count(*) || '' FROM c GROUP BY office, zone;
SELECT 'v.province.' || office || '.' || province, count(*) || '' FROM c GROUP BY office, province;
SELECT 'v.kind.' || office || '.' || kind, count(*) || '' FROM c GROUP BY office, kind;
SELECT 'v.day.' || office || '.' || date(event / 1000, 'unixepoch'), count(*) || '' FROM c GROUP BY
  office, date(event / 1000, 'unixepoch');
SELECT 'v.side.' || office || '.' || coalesce(side, 'none'), count(*) || '' FROM c GROUP BY office,
  side;
SELECT 'v.events.' || office, sum(count) || '' FROM c WHERE count IS NOT NULL GROUP BY office;
SELECT 'v.events_unknown.' || office, count(*) || '' FROM c WHERE count IS NULL GROUP BY office;
SELECT 'v.late.' || office, count(*) || '' FROM c, frame WHERE logged - event > late_ms GROUP BY
  office;
SELECT 'v.boundary.' || office, count(*) || '' FROM c, frame WHERE event - accuracy < start_ms OR
  event + accuracy >= end_ms GROUP BY office;
SELECT 'v.designated.' || office, count(*) || '' FROM c WHERE designated GROUP BY office;
SELECT 'v.' || harm.key || '.' || office || '.' || victims.key, sum(harm.value) || '' FROM c,
  json_each(casualties) victims, json_each(victims.value) harm GROUP BY office, victims.key,
  harm.key;
SELECT 'v.' || harm || '_unknown.' || office, count(*) || '' FROM c, (SELECT 'killed' AS harm UNION
  SELECT 'injured' UNION SELECT 'missing') WHERE NOT EXISTS (SELECT 1 FROM json_tree(casualties) t
  WHERE t.key = harm) GROUP BY office, harm;
SELECT 'v.' || CASE WHEN exercise THEN 'exercise' ELSE fate END || '.' || office, count(*) || ''
  FROM r, frame WHERE type = 'violation' AND event >= start_ms AND event < end_ms AND fate <>
  'withdrawal' AND (exercise OR fate <> 'live') GROUP BY CASE WHEN exercise THEN 'exercise' ELSE
  fate END, office;
SELECT 'e.' || standing, count(*) || '' FROM judged GROUP BY standing;
SELECT 'e.distinct_high', count(DISTINCT event) || '' FROM event;
SELECT 'e.distinct_low', count(DISTINCT event) || '' FROM believed;
SELECT 'a.asked', count(*) || '' FROM passage, frame WHERE asked >= start_ms;
SELECT 'a.carried_in', count(*) || '' FROM passage, frame WHERE asked < start_ms;
SELECT 'a.' || coalesce(outcome, 'open_end'), count(*) || '' FROM passage GROUP BY outcome;
SELECT 'a.blocked_ever', count(*) || '' FROM passage WHERE EXISTS (SELECT 1 FROM step, frame WHERE
  step.request = passage.request AND stage = 'blocked' AND step.event < end_ms);
SELECT 'a.cleared_in_full', count(*) || '' FROM passage WHERE NOT EXISTS (SELECT 1 FROM
  json_each(passage.wanted) w WHERE coalesce((SELECT decision FROM step, frame WHERE step.request =
  passage.request AND decision IS NOT NULL AND step.office = w.value AND step.event < end_ms ORDER
  BY step.event DESC, step.idx DESC LIMIT 1), '') <> 'granted');
SELECT 'k.n.' || office, count(*) || '' FROM owed GROUP BY office;
SELECT 'k.' || CASE WHEN answered <= due THEN 'in_time' WHEN answered > due THEN 'late' WHEN
  censored > due THEN 'open_overdue' ELSE 'open_not_due' END || '.' || office, count(*) || '' FROM
  wait WHERE name = 'k.' GROUP BY CASE WHEN answered <= due THEN 1 WHEN answered > due THEN 2 WHEN
  censored > due THEN 3 ELSE 4 END, office;
SELECT 'k.resolved.' || office, count(answered) || '' FROM wait WHERE name = 'k.resolved_' GROUP BY
  office;
SELECT 'k.passed_on.' || office, count(*) || '' FROM receipt WHERE state = 'passed_on' GROUP BY
  office;
SELECT w.name || 'p' || p || '_ms.' || w.office, w.time_ms || '..' || coalesce((SELECT x.time_ms
  FROM waited x WHERE x.name = w.name AND x.office = w.office AND x.high_rank = w.low_rank), '')
  FROM waited w, (SELECT 50 AS p UNION SELECT 90) WHERE w.low_rank = (p * w.n + 99) / 100;
SELECT 'p.observed_ms.' || office || '.' || post, sum(observed) * 3600000 || '' FROM seen GROUP BY
  office, post;
SELECT 'p.declared_ms.' || office || '.' || post, (count(*) - sum(observed)) * 3600000 || '' FROM
  seen GROUP BY office, post;
SELECT 'p.unreported_ms.' || office || '.' || post, ((SELECT count(*) FROM hour) - count(*)) *
  3600000 || '' FROM seen GROUP BY office, post;
