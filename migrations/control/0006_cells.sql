-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `cell_claims` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`tag` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `cell_tenures` (
	`cell` text PRIMARY KEY NOT NULL,
	`mark` text NOT NULL,
	`next_mark` text NOT NULL,
	`expires_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `departures` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`cell` text NOT NULL,
	`state` text NOT NULL,
	`step` text NOT NULL,
	`frozen` integer NOT NULL,
	`frozen_ms` integer,
	`why` text,
	`asked_by` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	CHECK (state IN ('leaving', 'gone', 'stayed')),
	CHECK (frozen IN (0, 1) AND (state = 'leaving' OR frozen = (state = 'gone'))),
	CHECK (state != 'leaving' OR ended_at IS NULL)
) STRICT;
--> statement-breakpoint
ALTER TABLE `tenants` ADD `epoch` integer DEFAULT 0 NOT NULL;