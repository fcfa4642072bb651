-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `destroyed_copies` (
	`id` text NOT NULL,
	`place` text NOT NULL,
	`removed` integer DEFAULT 0 NOT NULL,
	`bytes` integer DEFAULT 0 NOT NULL,
	`kept` integer DEFAULT 0 NOT NULL,
	`kept_until` integer,
	`next_at` integer NOT NULL,
	`gone_at` integer,
	PRIMARY KEY(`id`, `place`),
	CHECK (removed >= 0 AND bytes >= 0 AND kept >= 0)
) STRICT;
