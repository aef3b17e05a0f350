-- `r` is a row: what was read out of a notice's form, its fate, and the row that lives in its place.
-- `ref.target` is absent where nothing of that hash was logged before.
CREATE TABLE ref AS
  SELECT n.id AS src, j.key AS nth, json_extract(j.value, '$.verb') AS verb, t.id AS target
  FROM notice n, json_each(n.form, '$.refs') j
  LEFT JOIN notice t ON t.hash = json_extract(j.value, '$.hash') AND t.idx < n.idx;
CREATE TABLE r AS
  SELECT n.id AS id, n.id AS place, n.office, n.hash, n.idx, n.logged, n.kind AS type, n.within,
         1000 * coalesce(json_extract(form, '$.event.time_s'), claimed) AS event,
         1000 * coalesce(json_extract(form, '$.event.accuracy_s'), 0) AS accuracy,
         coalesce(json_extract(form, '$.exercise'), 0) AS exercise,
         coalesce(json_extract(form, '$.zone'), 'none') AS zone,
         coalesce(json_extract(form, '$.place.province'), 'none') AS province,
         json_extract(form, '$.kind') AS kind, json_extract(form, '$.count') AS count,
         json_extract(form, '$.from.side') AS side,
         coalesce(json_extract(form, '$.designated_group.alleged'), 0) AS designated,
         json_extract(form, '$.casualties') AS casualties,
         json_extract(form, '$.stage') AS stage, json_extract(form, '$.decision') AS decision,
         json_extract(form, '$.clearances_wanted') AS wanted,
         json_extract(form, '$.post') AS post,
         json_extract(form, '$.from_s') / 3600 AS from_h,
         json_extract(form, '$.to_s') / 3600 AS to_h, json_extract(form, '$.gaps') AS gaps,
         CASE WHEN EXISTS (SELECT 1 FROM ref WHERE src = n.id AND verb = 'cancels')
              THEN 'withdrawal' ELSE 'live' END AS fate
  FROM notice n;
CREATE UNIQUE INDEX r_id ON r(id);
