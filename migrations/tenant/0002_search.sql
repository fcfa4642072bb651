-- Edited after generation: what is there already is folded, by a function that is only there while a file is brought up to date.
DROP INDEX `contacts_name`;--> statement-breakpoint
ALTER TABLE `contacts` ADD `search` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE contacts SET search = fold(name || ' ' || organization || ' ' || fax);
--> statement-breakpoint
CREATE INDEX `contacts_search` ON `contacts` (`search`,`id`);--> statement-breakpoint
DROP INDEX `faxes_newest`;--> statement-breakpoint
DROP INDEX `faxes_by_status`;--> statement-breakpoint
ALTER TABLE `faxes` ADD `search` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE faxes SET search = fold(subject || ' ' || coalesce(
	(SELECT group_concat(name || ' ' || to_number, ' ') FROM fax_recipients WHERE fax_id = faxes.id), ''));
--> statement-breakpoint
CREATE INDEX `faxes_newest` ON `faxes` (`created_at`,`id`,`search`);--> statement-breakpoint
CREATE INDEX `faxes_by_status` ON `faxes` (`status`,`created_at`,`id`,`search`);--> statement-breakpoint
DROP INDEX `received_faxes_newest`;--> statement-breakpoint
CREATE INDEX `received_faxes_newest` ON `received_faxes` (`received_at`,`id`,`from_number`);
