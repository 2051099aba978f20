-- Evidence is written once. A consent event may lose its payload (erasure), nothing else;
-- a wording never changes; a subscription is never deleted and never opened again.
CREATE FUNCTION subscribers_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.payload IS NULL
       AND (NEW.subscriber_id, NEW.subscription_id, NEW.list_id, NEW.wording_id,
            NEW.step, NEW.at, NEW.salt, NEW.digest)
       IS NOT DISTINCT FROM
           (OLD.subscriber_id, OLD.subscription_id, OLD.list_id, OLD.wording_id,
            OLD.step, OLD.at, OLD.salt, OLD.digest) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'consent events are append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON subscribers_consentevent
    FOR EACH ROW EXECUTE FUNCTION subscribers_event_append_only();

CREATE FUNCTION subscribers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is not allowed', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON subscribers_wording
    FOR EACH ROW EXECUTE FUNCTION subscribers_refuse();
CREATE TRIGGER never_deleted BEFORE DELETE ON subscribers_subscription
    FOR EACH ROW EXECUTE FUNCTION subscribers_refuse();
CREATE TRIGGER never_reactivated BEFORE UPDATE ON subscribers_subscription
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION subscribers_refuse();
