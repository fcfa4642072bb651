// Every test file runs in the same time zone and without the machine's own settings.
process.env['TZ'] = 'UTC'
for (const name of Object.keys(process.env)) if (/^(TELNYX|S3|SMTP|STRIPE|MASTER|DATA_DIR|BASE_DOMAIN)/.test(name)) delete process.env[name]
