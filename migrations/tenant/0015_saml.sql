-- Edited after generation: STRICT as in every table.
CREATE TABLE `saml_answers` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`request_id` text NOT NULL,
	`said` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `sso_connections`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `saml_answers_request_id_unique` ON `saml_answers` (`request_id`);--> statement-breakpoint
CREATE TABLE `saml_assertions` (
	`id_hash` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `saml_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`private_key` text NOT NULL,
	`certificate` text NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `saml_trials` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`request_hash` text NOT NULL,
	`outcome` text,
	`begun_at` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `sso_connections`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `saml_trials_request_hash_unique` ON `saml_trials` (`request_hash`);