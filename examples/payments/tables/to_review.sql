-- Payments that are not simply let go, until it is known what came of them.
SELECT payment_id, prediction AS step, due_at AS decided_at
FROM tidemill.predictions_review_step
WHERE status = 'pending' AND prediction <> 'none'
