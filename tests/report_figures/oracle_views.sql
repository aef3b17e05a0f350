-- After the replay: counted violations, events, passages, acknowledgements, hours of posts.
CREATE VIEW c AS SELECT r.* FROM r, frame
  WHERE fate = 'live' AND NOT exercise AND type = 'violation'
    AND event >= start_ms AND event < end_ms;
-- Pairs of counted rows that somebody links.
CREATE TABLE pair AS SELECT DISTINCT l.office, min(x.id, y.id) AS a, max(x.id, y.id) AS b
  FROM (SELECT office, a, b FROM link
        UNION SELECT n.office, n.hash, json_extract(j.value, '$.hash')
              FROM notice n, json_each(n.form, '$.refs') j
              WHERE json_extract(j.value, '$.verb') = 'same_event') l
  JOIN r ra ON ra.hash = l.a JOIN r rb ON rb.hash = l.b
  JOIN c x ON x.id = ra.place JOIN c y ON y.id = rb.place WHERE x.id <> y.id;
CREATE VIEW mutual AS SELECT DISTINCT p.a, p.b FROM pair p
  JOIN c x ON x.id = p.a JOIN c y ON y.id = p.b
  WHERE EXISTS (SELECT 1 FROM pair q WHERE q.a = p.a AND q.b = p.b AND q.office = x.office)
    AND EXISTS (SELECT 1 FROM pair q WHERE q.a = p.a AND q.b = p.b AND q.office = y.office);
CREATE TABLE event AS WITH RECURSIVE reach(id, other) AS (
    SELECT id, id FROM c
    UNION SELECT reach.id, CASE WHEN m.a = reach.other THEN m.b ELSE m.a END
          FROM reach JOIN mutual m ON reach.other IN (m.a, m.b))
  SELECT id, min(other) AS event FROM reach GROUP BY id;
CREATE TABLE believed AS WITH RECURSIVE reach(id, other) AS (
    SELECT id, id FROM c
    UNION SELECT reach.id, CASE WHEN m.a = reach.other THEN m.b ELSE m.a END
          FROM reach JOIN pair m ON reach.other IN (m.a, m.b))
  SELECT id, min(other) AS event FROM reach GROUP BY id;
CREATE VIEW latest AS SELECT c.id AS id, p.office, p.says, max(p.seq) FROM position p
  JOIN r ON r.hash = p.row JOIN c ON c.id = r.place
  WHERE p.office <> c.office GROUP BY c.id, p.office;
CREATE VIEW judged AS SELECT e.event AS event,
    CASE WHEN sum(EXISTS (SELECT 1 FROM latest WHERE latest.id = c.id AND says <> 'confirmed'))
         THEN 'disputed'
         WHEN count(DISTINCT c.office) > 1 THEN
           CASE WHEN count(DISTINCT nullif(zone, 'none')) > 1 OR count(DISTINCT kind) > 1
                     OR count(DISTINCT side) > 1 THEN 'disputed' ELSE 'agreed' END
         WHEN sum(EXISTS (SELECT 1 FROM latest WHERE latest.id = c.id)) THEN 'agreed'
         ELSE 'single_source' END AS standing
  FROM event e JOIN c ON c.id = e.id GROUP BY e.event;
-- Passages: the rows of a case, by the request that lives.
CREATE TABLE member AS WITH RECURSIVE m(id, request) AS (
    SELECT id, place FROM r
    WHERE type IN ('humanitarian_access', 'medical_aid') AND stage = 'request' AND NOT exercise
    UNION SELECT r.id, m.request FROM m
          JOIN ref ON ref.target = m.id AND ref.verb IN ('reply_to', 'follows_up')
          JOIN r ON r.id = ref.src
          WHERE NOT r.exercise AND coalesce(r.stage, '') <> 'request'
            AND r.type IN ('humanitarian_access', 'medical_aid', 'clearance'))
  SELECT * FROM m;
CREATE TABLE step AS
  SELECT q.id AS request, q.event AS asked, r.event, r.idx, r.logged, r.stage, r.decision,
         r.office, EXISTS (SELECT 1 FROM json_each(q.wanted) WHERE value = r.office) AS wanted,
         coalesce(r.stage = 'completed', 0)
           OR (r.decision = 'refused'
               AND EXISTS (SELECT 1 FROM json_each(q.wanted) WHERE value = r.office)) AS ends
  FROM r q JOIN member m ON m.request = q.id JOIN r ON r.id = m.id
  WHERE q.stage = 'request' AND q.fate = 'live' AND r.fate = 'live';
-- The first step that ends a case before the period, or before its end.
CREATE VIEW asked AS SELECT q.id AS request, q.event AS asked, q.wanted,
    EXISTS (SELECT 1 FROM step s, frame
            WHERE s.request = q.id AND ends AND s.event < start_ms) AS over_before,
    (SELECT coalesce(stage, decision) FROM step s, frame
     WHERE s.request = q.id AND ends AND s.event < end_ms
     ORDER BY s.event, s.idx LIMIT 1) AS outcome
  FROM r q WHERE q.stage = 'request' AND q.fate = 'live' AND NOT q.exercise;
CREATE VIEW passage AS SELECT asked.* FROM asked, frame
  WHERE asked < end_ms AND (asked >= start_ms OR NOT over_before);
-- Acknowledgements: one for each office that owes one.
CREATE TABLE owed AS
  SELECT r.id, a.office, r.logged, r.logged + 1000 * r.within AS due,
         min(cut_ms, coalesce((SELECT at_ms FROM cancelled WHERE cancelled.id = r.id), cut_ms))
           AS censored
  FROM r JOIN addressee a ON a.hash = r.hash, frame
  WHERE NOT exercise AND within IS NOT NULL AND logged >= start_ms AND logged < end_ms;
CREATE VIEW receipt AS
  SELECT o.id, o.office, act.state, min(act.time_ms) AS time_ms
  FROM owed o JOIN r ON r.id = o.id JOIN act ON act.hash = r.hash, frame
  WHERE act.idx < frame.cut AND act.mailbox = o.office || '/duty'
  GROUP BY o.id, o.office, act.state;
CREATE TABLE wait AS
  SELECT 'k.' AS name, o.*, (SELECT time_ms FROM receipt x WHERE x.id = o.id
         AND x.office = o.office AND state = 'acknowledged' AND time_ms <= censored) AS answered
  FROM owed o
  UNION ALL SELECT 'k.resolved_', o.*, (SELECT time_ms FROM receipt x WHERE x.id = o.id
         AND x.office = o.office AND state = 'resolved' AND time_ms <= censored) FROM owed o;
CREATE VIEW waited AS SELECT name, office, answered IS NOT NULL AS is_answered,
    coalesce(answered, censored) - logged AS time_ms,
    row_number() OVER (PARTITION BY name, office
                       ORDER BY coalesce(answered, censored) - logged) AS low_rank,
    CASE WHEN answered IS NOT NULL THEN
      row_number() OVER (PARTITION BY name, office, answered IS NOT NULL
                         ORDER BY coalesce(answered, censored) - logged) END AS high_rank,
    count(*) OVER (PARTITION BY name, office) AS n
  FROM wait;
-- Posts, hour by hour: returns of the made-up mission are of whole hours.
CREATE TABLE hour AS WITH RECURSIVE h(h) AS (
    SELECT start_ms / 3600000 FROM frame
    UNION ALL SELECT h + 1 FROM h, frame WHERE h + 1 < end_ms / 3600000)
  SELECT h FROM h;
CREATE TABLE seen AS
  SELECT p.office, p.post, hour.h,
         max(NOT EXISTS (SELECT 1 FROM json_each(p.gaps) g
           WHERE json_extract(g.value, '$.from_s') <= 3600 * hour.h
             AND json_extract(g.value, '$.to_s') > 3600 * hour.h)) AS observed
  FROM r p JOIN hour ON hour.h >= p.from_h AND hour.h < p.to_h
  WHERE p.fate = 'live' AND NOT p.exercise AND p.type = 'observation'
  GROUP BY p.office, p.post, hour.h;
