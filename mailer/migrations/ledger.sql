-- The ledger. The key is (issue, subscriber): one delivery each, enforced here (invariant 3).
-- `month` is frozen on the issue and stands in the key because PostgreSQL demands the partition
-- column there; retention is a DROP of a month. There are no foreign keys and only one small
-- partial index beside the key, because a million rows pay for each of them.
CREATE TYPE mailer_delivery_state AS ENUM (
    'queued', 'sending', 'accepted', 'deferred', 'failed', 'uncertain',
    'withdrawn', 'suppressed', 'cancelled', 'expired');

CREATE TABLE mailer_delivery (
    issue_id        bigint   NOT NULL,
    subscriber_id   bigint   NOT NULL,
    month           date     NOT NULL,
    batch           integer  NOT NULL,
    list_id         bigint   NOT NULL,
    edition_id      bigint   NOT NULL,
    state           mailer_delivery_state NOT NULL DEFAULT 'queued',
    attempts        smallint NOT NULL DEFAULT 0,
    code            smallint NOT NULL DEFAULT 0,
    status          varchar(12)  NOT NULL DEFAULT '',
    words           varchar(500) NOT NULL DEFAULT '',
    next_try_at     timestamptz,
    settled_at      timestamptz,
    soft_bounced_at timestamptz,
    hard_bounced_at timestamptz,
    complained_at   timestamptz,
    PRIMARY KEY (issue_id, subscriber_id, month)
) PARTITION BY RANGE (month);

CREATE INDEX mailer_delivery_due ON mailer_delivery (next_try_at) WHERE state = 'deferred';
