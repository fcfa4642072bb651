-- Written by hand: a CHECK is only changed by making its table anew. Foreign keys rest while a file is brought up to date, so
-- nothing that refers to a person goes with the old one; they are checked before the end.
CREATE TABLE `users_next` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`state` text NOT NULL,
	`password_hash` text,
	`failed_sign_ins` integer DEFAULT 0 NOT NULL,
	`locked_until` integer,
	`created_at` integer NOT NULL,
	`last_sign_in_at` integer,
	`pending_email` text,
	`removed_at` integer,
	CHECK (role IN ('owner_admin', 'admin', 'user', 'auditor', 'doctor', 'nurse', 'staff', 'lab_technician', 'pharmacist', 'patient')),
	CHECK (state IN ('invited', 'active', 'suspended')),
	CHECK (state <> 'active' OR password_hash IS NOT NULL),
	CHECK (removed_at IS NULL OR state = 'suspended')
) STRICT;
--> statement-breakpoint
INSERT INTO `users_next` (
	`id`, `email`, `name`, `role`, `state`, `password_hash`, `failed_sign_ins`, `locked_until`, `created_at`,
	`last_sign_in_at`, `pending_email`, `removed_at`
) SELECT
	`id`, `email`, `name`, `role`, `state`, `password_hash`, `failed_sign_ins`, `locked_until`, `created_at`,
	`last_sign_in_at`, `pending_email`, `removed_at`
FROM `users`;
--> statement-breakpoint
DROP TABLE `users`;
--> statement-breakpoint
ALTER TABLE `users_next` RENAME TO `users`;
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);
