DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = tapedeck_trainer_role()) THEN
    EXECUTE format('DROP OWNED BY %I', tapedeck_trainer_role());
    EXECUTE format('DROP ROLE %I', tapedeck_trainer_role());
  END IF;
END $$;
DROP FUNCTION tapedeck_close_trainer();
DROP FUNCTION tapedeck_open_trainer(text, timestamptz);
DROP FUNCTION tapedeck_trainer_role();
DROP VIEW training.feature_chunk, training.feature_set, training.imported_candle, training.candle,
  training.instrument_version, training.instrument;
DROP SCHEMA training;
DROP TABLE quarantine, backfill, imported_candle, feature_chunk, feature_set, drift_report, prediction, trial,
  training_run, model_event, model_version, model;
DROP FUNCTION tapedeck_version_moves();
