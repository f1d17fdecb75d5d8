"""The statements of whoever writes them by hand: the limit, and both servers of mercurius. `$1` is the viewer.

The rule of who may see a recognition is `recognitions.rules.SEEN_BY`, as a person would write it down.
"""

from __future__ import annotations

RULE = """r.state = 'ACTIVE' AND (r.visibility = 'EVERYONE' OR r.giver_id = $1
  OR EXISTS (SELECT 1 FROM recognition_recipient x WHERE x.recognition_id = r.id AND x.person_id = $1)
  OR r.visibility = 'TEAMS' AND EXISTS (SELECT 1 FROM recognition_team x
       JOIN membership m ON m.team_id = x.team_id AND m.until IS NULL
       WHERE x.recognition_id = r.id AND x.direct AND m.person_id = $1)
  OR r.visibility = 'PEOPLE_AND_MANAGERS' AND (g.manager_id = $1 OR EXISTS (SELECT 1 FROM recognition_recipient x
       JOIN person p ON p.id = x.person_id WHERE x.recognition_id = r.id AND p.manager_id = $1)))"""

WHO = "SELECT id, roles, active FROM person WHERE user_key = $1"

PAGE = f"""SELECT r.id, r.message, r.created_at, r.behaviours, r.reaction_counts, r.comment_count,
  g.id AS giver_id, g.display_name, g.avatar_url
FROM recognition_team f JOIN recognition r ON r.id = f.recognition_id JOIN person g ON g.id = r.giver_id
WHERE f.team_id = $2 AND f.recognition_id < $3 AND {RULE}
ORDER BY f.recognition_id DESC LIMIT $4"""

# One row for each recipient and each of their teams.
TO = """SELECT x.recognition_id, p.id, p.display_name, t.id AS team_id, t.name
FROM recognition_recipient x JOIN person p ON p.id = x.person_id
LEFT JOIN membership m ON m.person_id = p.id AND m.until IS NULL LEFT JOIN team t ON t.id = m.team_id
WHERE x.recognition_id {among} ORDER BY x.recognition_id, x.place, m.home DESC, t.sort_name, t.id"""

TO_POSTGRES = TO.format(among="= ANY($1::text[])")
TO_SQLITE = TO.format(among="IN (SELECT value FROM json_each($1))")

# For mercurius: its loaders' statements, and one that brings everything as JSON.
GIVERS = "SELECT id, display_name, avatar_url FROM person WHERE id = ANY($1::text[])"
TO_PEOPLE = """SELECT x.recognition_id, p.id, p.display_name, p.avatar_url FROM recognition_recipient x
JOIN person p ON p.id = x.person_id WHERE x.recognition_id = ANY($1::text[]) ORDER BY x.recognition_id, x.place"""
TEAMS_OF = """SELECT m.person_id, t.id, t.name FROM membership m JOIN team t ON t.id = m.team_id
WHERE m.person_id = ANY($1::text[]) AND m.until IS NULL ORDER BY m.home DESC, t.sort_name, t.id"""

WHOLE = f"""SELECT page.*, (
  SELECT json_agg(json_build_object('id', p.id, 'displayName', p.display_name, 'teams', (
    SELECT json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY m.home DESC, t.sort_name, t.id)
    FROM membership m JOIN team t ON t.id = m.team_id WHERE m.person_id = p.id AND m.until IS NULL)) ORDER BY x.place)
  FROM recognition_recipient x JOIN person p ON p.id = x.person_id WHERE x.recognition_id = page.id) AS recipients
FROM ({PAGE}) page ORDER BY page.id DESC"""

# PostGraphile reads a function; PostgreSQL puts its text into the statement that asks.
FUNCTION = f"""CREATE OR REPLACE FUNCTION feed(of_team text, viewer text) RETURNS SETOF recognition
LANGUAGE sql STABLE AS $$
SELECT r.* FROM recognition_team f JOIN recognition r ON r.id = f.recognition_id JOIN person g ON g.id = r.giver_id
WHERE f.team_id = of_team AND {RULE.replace("$1", "viewer")} ORDER BY f.recognition_id DESC $$"""

# What giveRecognition sends, as it sends it.
TURN = "SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE"
FACTS = """SELECT p.id, p.display_name, p.active, m.team_id, m.home, t.ancestor_id
FROM person p LEFT JOIN membership m ON m.person_id = p.id AND m.until IS NULL
LEFT JOIN team_path t ON t.team_id = m.team_id WHERE p.id = ANY($1::text[]) ORDER BY p.id"""
PACE = """SELECT r.id, r.created_at, x.person_id FROM recognition r
JOIN recognition_recipient x ON x.recognition_id = r.id WHERE r.giver_id = $1 AND r.id > $2"""
TABLES = {
    "recognition": "id external_id giver_id giver_team_id team_id message behaviours visibility state link "
    "commitment_id created_at edited_at reported comment_count endorsement_count reaction_counts",
    "recognition_recipient": "recognition_id person_id team_id place",
    "recognition_team": "team_id recognition_id direct",
    "recognition_behaviour": "behaviour recognition_id",
    "recognition_search": "recognition_id words",
}
_PARTS = ", ".join(
    f"_{table} AS (INSERT INTO {table} ({names}) SELECT {names} "
    f"FROM jsonb_populate_recordset(CAST(NULL AS {table}), CAST(${place} AS jsonb)))"
    for place, (table, columns) in enumerate(TABLES.items(), 1)
    for names in (", ".join(columns.split()),)
)
ADD = f"WITH {_PARTS} SELECT 1"
TELL = """INSERT INTO event (xid, id, type, occurred_at, subject, visibility, teams, data)
VALUES (pg_current_xact_id()::text::bigint, $1, $2, $3, $4, $5, $6, $7) RETURNING position"""
SHOWN = f"""SELECT r.id, r.giver_id, r.message, r.behaviours FROM recognition r JOIN person g ON g.id = r.giver_id
WHERE {RULE} AND r.id = ANY($2::text[])"""
SHOWN_TO = """SELECT recognition_id, person_id FROM recognition_recipient WHERE recognition_id = ANY($1::text[])
ORDER BY recognition_id, place"""
