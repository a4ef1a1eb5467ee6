-- Payments of which it is foretold how likely they are fraud, and what is at stake then: what a step is chosen by.
SELECT f.payment_id, f.score, p.amount::DOUBLE PRECISION / 100 AS hundreds,
       f.score * p.amount::DOUBLE PRECISION / 100 AS at_stake
FROM tidemill.predictions_fraud f
JOIN (
  SELECT payment_id, amount
  FROM payments
  WHERE paid_at > now() - INTERVAL '1 minute'
) p ON p.payment_id = f.payment_id
WHERE f.status = 'pending'
