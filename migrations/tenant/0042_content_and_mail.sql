-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `content_rules` (
	`box` text PRIMARY KEY NOT NULL CHECK (`box` IN ('sent', 'received')),
	`after` text NOT NULL CHECK (`after` IN ('delivered', 'read', 'fetched', 'forwarded')),
	`hours` integer NOT NULL CHECK (`hours` > 0),
	`set_by` text NOT NULL,
	`set_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `received_faxes` ADD `content_gone_at` integer;--> statement-breakpoint
ALTER TABLE `faxes` ADD `content_gone_at` integer;
--> statement-breakpoint
CREATE TABLE `fax_mailings` (
	`id` text PRIMARY KEY NOT NULL,
	`number` text,
	`person_id` text,
	`address` text NOT NULL,
	`form` text NOT NULL,
	`sealed_password` blob,
	`set_by` text NOT NULL,
	`set_at` integer NOT NULL,
	CHECK (form IN ('link', 'document')),
	CHECK ((form = 'document') = (sealed_password IS NOT NULL)),
	CHECK (person_id IS NOT NULL OR address <> '')
) STRICT;
--> statement-breakpoint
CREATE TABLE `mailroom_senders` (
	`id` text PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`person_id` text NOT NULL,
	`cover_subject` integer NOT NULL,
	`tell_end` integer NOT NULL,
	`added_by` text NOT NULL,
	`added_at` integer NOT NULL,
	CHECK (cover_subject IN (0, 1)),
	CHECK (tell_end IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `mailroom_senders_address_unique` ON `mailroom_senders` (`address`);
--> statement-breakpoint
CREATE TABLE `number_ports` (
	`number` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`day` text,
	`note` text NOT NULL,
	`set_by` text NOT NULL,
	`set_at` integer NOT NULL,
	CHECK (state IN ('requested', 'confirmed', 'done')),
	CHECK (state <> 'confirmed' OR day IS NOT NULL)
) STRICT;
