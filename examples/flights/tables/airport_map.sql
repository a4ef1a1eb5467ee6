-- The last hour of every airport with its place, for the map.
SELECT l.airport, a.name, a.city, a.state, a.latitude, a.longitude, l.departures, l.late_rate
FROM airport_last_hour l
JOIN airports a ON a.iata = l.airport
