CREATE TABLE `backup_drills` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`passed` integer NOT NULL,
	`cause` text,
	`statement` text NOT NULL,
	`signature` text NOT NULL,
	CHECK (passed IN (0, 1)),
	CHECK ((passed = 1) = (cause IS NULL))
) STRICT;
