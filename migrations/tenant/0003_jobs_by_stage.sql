DROP INDEX `jobs_next`;--> statement-breakpoint
DROP INDEX `jobs_state`;--> statement-breakpoint
DROP INDEX `jobs_due`;--> statement-breakpoint
CREATE INDEX `jobs_finished` ON `jobs` (`finished_at`,`state`) WHERE finished_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`priority`,`run_at`,`id`,`state`) WHERE state IN ('available', 'retryable');