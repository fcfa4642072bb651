-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `page_text_rule` (
	`id` integer PRIMARY KEY NOT NULL CHECK (`id` = 1),
	`set_by` text NOT NULL,
	`set_at` integer NOT NULL,
	`past_since` integer,
	`past_reached` integer,
	CHECK ((past_since IS NULL) = (past_reached IS NULL))
) STRICT;
