// Package sqlite stands in for modernc.org/sqlite inside Litestream: the same driver name and the one interface Litestream asks for,
// but the databases are SQLCipher 4 files and their keys come from the running app.
package sqlite

import (
	"database/sql"
	"database/sql/driver"
)

// FileControl is what Litestream expects of a connection beyond database/sql.
type FileControl interface {
	FileControlPersistWAL(dbName string, mode int) (int, error)
}

type encrypted struct{ keys *keyring }

func init() {
	sql.Register("sqlite", &encrypted{keys: newKeyring(askApp)})
}

// Open only reads the name. Litestream keeps a database whose first connection failed as if it were ready, and would then never replicate it;
// a connection that fails at its first statement instead is closed and tried again.
func (d *encrypted) Open(dsn string) (driver.Conn, error) {
	source, err := parseSource(dsn)
	if err != nil {
		return nil, err
	}
	return &conn{source: source, keys: d.keys}, nil
}
