-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `received_rules` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`conditions` text NOT NULL,
	`actions` text NOT NULL,
	`acts` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`tested_at` integer,
	`matched` integer DEFAULT 0 NOT NULL,
	`decided` integer DEFAULT 0 NOT NULL,
	`agreed` integer DEFAULT 0 NOT NULL,
	CHECK (agreed <= decided AND decided <= matched),
	CHECK (NOT acts OR tested_at IS NOT NULL)
) STRICT;
