-- A consent event may be sealed once and may lose its payload (erasure), nothing else; seals and
-- versions of pages are never changed.
CREATE OR REPLACE FUNCTION subscribers_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND (NEW.payload IS NULL OR NEW.payload IS NOT DISTINCT FROM OLD.payload)
       AND (OLD.seal_id IS NULL OR NEW.seal_id IS NOT DISTINCT FROM OLD.seal_id)
       AND (NEW.subscriber_id, NEW.subscription_id, NEW.list_id, NEW.wording_id,
            NEW.step, NEW.at, NEW.salt, NEW.digest)
       IS NOT DISTINCT FROM
           (OLD.subscriber_id, OLD.subscription_id, OLD.list_id, OLD.wording_id,
            OLD.step, OLD.at, OLD.salt, OLD.digest) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'consent events are append-only';
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON subscribers_seal
    FOR EACH ROW EXECUTE FUNCTION subscribers_refuse();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON subscribers_page
    FOR EACH ROW EXECUTE FUNCTION subscribers_refuse();
