-- Edited after generation: CHECK, as in every table.
ALTER TABLE `bulk_recipients` ADD `doubt` text CHECK (`doubt` IN ('new_number', 'look_alike', 'named_otherwise'));--> statement-breakpoint
ALTER TABLE `send_rules` ADD `second_over` integer DEFAULT 0 NOT NULL CHECK (`second_over` >= 0);
