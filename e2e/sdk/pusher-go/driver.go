// Does with the official Go library what each line of the input says, and answers with a line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/pusher/pusher-http-go/v5"
)

// All that a step may say.
type said struct {
	Step                                          string
	Port                                          int
	AppId, Key, Secret, EncryptionMasterKeyBase64 string
	Channels                                      []string
	Channel, Event, SocketId, Prefix, Info        string
	UserId, UserName, Body                        string
	Headers                                       map[string]string
	Data                                          json.RawMessage
	Batch                                         []struct {
		Channel, Name string
		Data          json.RawMessage
	}
}

var client *pusher.Client

func take(said said) (any, error) {
	switch said.Step {
	case "open":
		client = &pusher.Client{
			AppID: said.AppId, Key: said.Key, Secret: said.Secret,
			Host:                      fmt.Sprintf("127.0.0.1:%d", said.Port),
			EncryptionMasterKeyBase64: said.EncryptionMasterKeyBase64,
		}
		return struct{}{}, nil
	case "trigger":
		return struct{}{}, client.TriggerMulti(said.Channels, said.Event, said.Data)
	case "triggerExcept":
		_, err := client.TriggerWithParams(said.Channel, said.Event, said.Data, pusher.TriggerParams{SocketID: &said.SocketId})
		return struct{}{}, err
	case "triggerBatch":
		batch := make([]pusher.Event, len(said.Batch))
		for i, one := range said.Batch {
			batch[i] = pusher.Event{Channel: one.Channel, Name: one.Name, Data: one.Data}
		}
		return client.TriggerBatch(batch)
	case "channels":
		return client.Channels(pusher.ChannelsParams{FilterByPrefix: &said.Prefix, Info: &said.Info})
	case "channel":
		channel, err := client.Channel(said.Channel, pusher.ChannelParams{Info: &said.Info})
		if err != nil {
			return nil, err
		}
		return counts(channel, said.Info), nil
	case "users":
		return client.GetChannelUsers(said.Channel)
	case "authorize":
		return parsed(client.AuthorizePrivateChannel(asked(said)))
	case "authorizeMember":
		member := pusher.MemberData{UserID: said.UserId, UserInfo: map[string]string{"name": said.UserName}}
		return parsed(client.AuthorizePresenceChannel(asked(said), member))
	case "authenticateUser":
		user := map[string]any{"id": said.UserId, "user_info": map[string]string{"name": said.UserName}}
		return parsed(client.AuthenticateUser(asked(said), user))
	case "webhook":
		return webhook(said)
	case "sendToUser":
		return struct{}{}, client.SendToUser(said.UserId, said.Event, said.Data)
	}
	return nil, fmt.Errorf("unknown step %s", said.Step)
}

// The library has the same error for a wrong signature and for an event that it cannot take.
func webhook(said said) (any, error) {
	header := http.Header{}
	for name, value := range said.Headers {
		header.Set(name, value)
	}
	webhook, err := client.Webhook(header, []byte(said.Body))
	if err != nil {
		return map[string]any{"valid": false}, nil
	}
	return map[string]any{"valid": true, "events": webhook.Events}, nil
}

// What was asked for. The library's own JSON leaves out what is false or zero.
func counts(channel *pusher.Channel, info string) map[string]any {
	told := map[string]any{"occupied": channel.Occupied}
	for _, name := range strings.Split(info, ",") {
		switch name {
		case "user_count":
			told[name] = channel.UserCount
		case "subscription_count":
			told[name] = channel.SubscriptionCount
		}
	}
	return told
}

// The form that a client posts to an auth endpoint.
func asked(said said) []byte {
	form := url.Values{"socket_id": {said.SocketId}}
	if said.Channel != "" {
		form.Set("channel_name", said.Channel)
	}
	return []byte(form.Encode())
}

func parsed(answer []byte, err error) (any, error) {
	return json.RawMessage(answer), err
}

// The library tells the status in its text alone.
var status = regexp.MustCompile(`Status Code: (\d+)`)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var said said
		if err := json.Unmarshal(lines.Bytes(), &said); err != nil {
			panic(err)
		}
		answer, err := take(said)
		if err != nil {
			code := 0
			if found := status.FindStringSubmatch(err.Error()); found != nil {
				code, _ = strconv.Atoi(found[1])
			}
			out.Encode(map[string]any{"status": code, "error": err.Error()})
			continue
		}
		out.Encode(map[string]any{"answer": answer})
	}
}
