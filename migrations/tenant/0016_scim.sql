-- Edited after generation: STRICT as every table.
CREATE TABLE `scim_people` (
	`user_id` text PRIMARY KEY NOT NULL,
	`external_id` text,
	`given_name` text DEFAULT '' NOT NULL,
	`family_name` text DEFAULT '' NOT NULL,
	`changed_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `scim_people_external_id_unique` ON `scim_people` (`external_id`);
