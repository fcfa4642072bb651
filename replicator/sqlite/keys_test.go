package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"testing"
)

func TestTheAppIsAskedOnceWhileTheFileIsOpenAndAgainAfterwards(t *testing.T) {
	path := makeFile(t, mapleKey)
	a := startApp(t, map[string]string{path: mapleKey})
	db := open(t, path)
	reader, err := db.BeginTx(context.Background(), nil)
	must(t, err)
	must(t, first(db))
	must(t, first(db))
	if asked := a.asked.Load(); asked != 1 {
		t.Fatalf("expected the app to be asked once, it was asked %d times", asked)
	}
	must(t, reader.Rollback())
	must(t, db.Close())
	must(t, first(open(t, path)))
	if asked := a.asked.Load(); asked != 2 {
		t.Fatalf("expected the app to be asked twice, it was asked %d times", asked)
	}
}

func TestAKeyIsForgottenWithTheLastConnection(t *testing.T) {
	keys := newKeyring(func(string) (string, error) { return mapleKey, nil })
	for range 2 {
		_, err := keys.take("/a")
		must(t, err)
	}
	keys.giveBack("/a")
	if len(keys.lent) != 1 {
		t.Fatal("the key must stay while a connection is open")
	}
	keys.giveBack("/a")
	if len(keys.lent) != 0 {
		t.Fatal("the key must be forgotten")
	}
}

func TestARefusedOpenLeavesNoKeyBehind(t *testing.T) {
	path := makeFile(t, harborKey)
	ring := newKeyring(func(string) (string, error) { return mapleKey, nil })
	db := sql.OpenDB(connector{ring, path})
	defer db.Close()
	mustSay(t, first(db), "does not open this file")
	if len(ring.lent) != 0 {
		t.Fatal("a key that opened nothing was kept")
	}
}

func TestAnAnswerThatIsNoKeyIsRefusedAndNeverQuoted(t *testing.T) {
	path := makeFile(t, mapleKey)
	for name, answer := range map[string]any{
		"too short":   map[string]string{"key": mapleKey[2:]},
		"not hex":     map[string]string{"key": "'; ATTACH" + mapleKey[9:]},
		"no key":      map[string]string{},
		"no object":   mapleKey,
		"far too big": map[string]string{"key": strings.Repeat(mapleKey, 100)},
	} {
		t.Run(name, func(t *testing.T) {
			answerWith(t, func(string) any { return answer })
			mustSay(t, first(open(t, path)), "the app's answer")
		})
	}
}
