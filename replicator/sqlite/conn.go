package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"

	"github.com/mattn/go-sqlite3"
)

// conn opens its file at the first statement.
type conn struct {
	source source
	keys   *keyring
	open   *sqlite3.SQLiteConn
}

var (
	_ FileControl   = (*conn)(nil)
	_ driver.Pinger = (*conn)(nil)
)

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.ensureOpen(); err != nil {
		return nil, err
	}
	return c.open.ExecContext(ctx, query, args)
}

func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.ensureOpen(); err != nil {
		return nil, err
	}
	return c.open.QueryContext(ctx, query, args)
}

func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if err := c.ensureOpen(); err != nil {
		return nil, err
	}
	return c.open.PrepareContext(ctx, query)
}

func (c *conn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	if err := c.ensureOpen(); err != nil {
		return nil, err
	}
	return c.open.BeginTx(ctx, options)
}

func (c *conn) Ping(context.Context) error { return c.ensureOpen() }

func (c *conn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

func (c *conn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// FileControlPersistWAL answers yes to what ensureOpen does anyway.
func (c *conn) FileControlPersistWAL(_ string, mode int) (int, error) {
	if mode != 1 {
		return 0, errors.New("the WAL is always kept: only FileControlPersistWAL(…, 1) is supported")
	}
	return mode, nil
}

func (c *conn) Close() error {
	if c.open == nil {
		return nil
	}
	err := c.open.Close()
	c.open = nil
	c.keys.giveBack(c.source.path)
	return err
}

func (c *conn) ensureOpen() error {
	if c.open != nil {
		return nil
	}
	key, err := c.keys.take(c.source.path)
	if err != nil {
		return err
	}
	if c.open, err = openFile(c.source, key); err != nil {
		c.open = nil
		c.keys.giveBack(c.source.path)
		return fmt.Errorf("%s: %w", c.source.path, err)
	}
	return nil
}

func openFile(source source, key string) (*sqlite3.SQLiteConn, error) {
	// SQLite would make a new database of an empty file, and Litestream would ship it over the tenant's replica.
	if info, err := os.Stat(source.path); err != nil {
		return nil, err
	} else if info.Size() == 0 {
		return nil, errors.New("the file is empty")
	}
	opened, err := (&sqlite3.SQLiteDriver{}).Open(source.uri(key))
	if err != nil {
		return nil, explain(err)
	}
	file := opened.(*sqlite3.SQLiteConn)
	if err := prepare(file, source.pragmas); err != nil {
		return nil, errors.Join(explain(err), file.Close())
	}
	return file, nil
}

func prepare(file *sqlite3.SQLiteConn, pragmas []string) error {
	// Asked of every connection, since the last to close decides whether the WAL stays, and without it the next sync is a whole snapshot.
	if err := file.SetFileControlInt("main", sqlite3.SQLITE_FCNTL_PERSIST_WAL, 1); err != nil {
		return err
	}
	for _, statement := range append(pragmas, "PRAGMA synchronous=FULL", "SELECT count(*) FROM sqlite_schema") {
		if _, err := file.Exec(statement, nil); err != nil {
			return err
		}
	}
	return nil
}

func explain(err error) error {
	var failure sqlite3.Error
	if errors.As(err, &failure) && failure.Code == sqlite3.ErrNotADB {
		return errors.New("the app's key does not open this file: it is not encrypted, of another tenant, or damaged")
	}
	return err
}
