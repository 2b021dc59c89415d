-- The group of sessions that an evaluation counts in; -1: in none, since it has an error, was withdrawn, or came before
-- there were groups.
ALTER TABLE evaluations ADD COLUMN grp SMALLINT NOT NULL DEFAULT -1;

-- Sums by groups of sessions: those of minutes and hours at the same places as in rollups.
CREATE TABLE grouped_sums (
    minute BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    grp SMALLINT NOT NULL,
    n BIGINT NOT NULL,
    w DOUBLE PRECISION NOT NULL,
    wx DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (minute, cell, grp)
) WITHOUT ROWID;

-- The same by day, of all minutes before the mark 'minutes': for ten days the hours of a day are there as well.
CREATE TABLE grouped_days (
    minute BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    grp SMALLINT NOT NULL,
    n BIGINT NOT NULL,
    w DOUBLE PRECISION NOT NULL,
    wx DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (minute, cell, grp)
) WITHOUT ROWID;

-- cluster_by: 0 session, 1 user, 2 trace; clustered_since: when that was last changed, in milliseconds.
INSERT INTO marks (name, value) VALUES ('cluster_by', 0), ('clustered_since', 0);
