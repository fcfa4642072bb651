package sqlite

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"sync"
	"time"
)

const (
	socketVariable = "FRONTDESK_KEY_SOCKET"
	patience       = 5 * time.Second
	longestAnswer  = 4096
)

var rawKey = regexp.MustCompile(`^[0-9a-f]{64}$`)

// askApp sends one line {"path":"…"} to the app's socket and reads one line {"key":"<64 hex digits>"} or {"error":"…"}.
func askApp(path string) (string, error) {
	socket := os.Getenv(socketVariable)
	if socket == "" {
		return "", fmt.Errorf("%s: no key, because %s is not set", path, socketVariable)
	}
	connection, err := net.DialTimeout("unix", socket, patience)
	if err != nil {
		return "", fmt.Errorf("%s: no key, because the app does not answer: %w", path, err)
	}
	defer connection.Close()
	key, err := ask(connection, path)
	if err != nil {
		return "", fmt.Errorf("%s: no key: %w", path, err)
	}
	return key, nil
}

func ask(connection net.Conn, path string) (string, error) {
	if err := connection.SetDeadline(time.Now().Add(patience)); err != nil {
		return "", err
	}
	if err := json.NewEncoder(connection).Encode(map[string]string{"path": path}); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(io.LimitReader(connection, longestAnswer)).ReadBytes('\n')
	if err != nil {
		return "", fmt.Errorf("the app's answer broke off: %w", err)
	}
	return readAnswer(line)
}

// readAnswer never quotes the line: it may hold a key.
func readAnswer(line []byte) (string, error) {
	var answer struct{ Key, Error string }
	if json.Unmarshal(line, &answer) != nil {
		return "", errors.New("the app's answer is not JSON")
	}
	if answer.Error != "" {
		return "", fmt.Errorf("the app refused: %s", answer.Error)
	}
	if !rawKey.MatchString(answer.Key) {
		return "", errors.New("the app's answer holds no key of 64 hex digits")
	}
	return answer.Key, nil
}

// keyring remembers a key only while a connection that holds it anyway is open: Litestream opens another for each checkpoint,
// and the last ones run when the app has ended.
type keyring struct {
	ask   func(path string) (string, error)
	mutex sync.Mutex
	lent  map[string]*loan
}

type loan struct {
	key         string
	connections int
}

func newKeyring(ask func(path string) (string, error)) *keyring {
	return &keyring{ask: ask, lent: map[string]*loan{}}
}

func (k *keyring) take(path string) (string, error) {
	if key, held := k.again(path); held {
		return key, nil
	}
	key, err := k.ask(path)
	if err != nil {
		return "", err
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.lent[path] == nil {
		k.lent[path] = &loan{}
	}
	k.lent[path].key = key
	k.lent[path].connections++
	return key, nil
}

func (k *keyring) again(path string) (string, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	held := k.lent[path]
	if held == nil {
		return "", false
	}
	held.connections++
	return held.key, true
}

func (k *keyring) giveBack(path string) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	held := k.lent[path]
	held.connections--
	if held.connections == 0 {
		delete(k.lent, path)
	}
}
