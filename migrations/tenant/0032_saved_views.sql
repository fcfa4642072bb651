-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `saved_views` (
	`id` text PRIMARY KEY NOT NULL,
	`list` text NOT NULL,
	`name` text NOT NULL,
	`query` text NOT NULL,
	`shared` integer NOT NULL,
	`saved_by` text NOT NULL,
	`saved_at` integer NOT NULL,
	CHECK (list IN ('sent', 'received')),
	CHECK (shared IN (0, 1))
) STRICT;
