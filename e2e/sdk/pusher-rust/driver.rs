//! Does with the official Rust library what each line of the input says, and answers with a line.
use pusher::{Member, Pusher, PusherBuilder};
use serde_json::{json, Map, Value};
use std::collections::HashMap;
use std::io::{stdin, BufRead};

type Client = Pusher<hyper::client::HttpConnector>;

fn open(said: &Value) -> Client {
    PusherBuilder::new(text(said, "appId"), text(said, "key"), text(said, "secret"))
        .host(&format!("127.0.0.1:{}", said["port"]))
        .finalize()
}

fn text<'a>(said: &'a Value, name: &str) -> &'a str {
    said[name].as_str().unwrap_or_else(|| panic!("{name} is missing"))
}

fn parameters(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

async fn take(client: &Client, said: &Value) -> Result<Value, String> {
    match text(said, "step") {
        "trigger" => {
            let channels: Vec<&str> = said["channels"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            client.trigger_multi(&channels, text(said, "event"), &said["data"]).await.map(|_| json!({}))
        }
        "triggerExcept" => client
            .trigger_exclusive(text(said, "channel"), text(said, "event"), &said["data"], text(said, "socketId"))
            .await
            .map(|_| json!({})),
        "channels" => {
            let asked = parameters(&[("filter_by_prefix", text(said, "prefix")), ("info", text(said, "info"))]);
            let listed = client.channels_with_options(asked).await?;
            let channels: Map<String, Value> =
                listed.channels.into_iter().map(|(name, channel)| (name, counts(&channel))).collect();
            Ok(json!({ "channels": channels }))
        }
        "channel" => {
            let asked = parameters(&[("info", text(said, "info"))]);
            let channel = client.channel_with_options(text(said, "channel"), asked).await?;
            Ok(counts(&channel))
        }
        "users" => {
            let listed = client.channel_users(text(said, "channel")).await?;
            let users: Vec<Value> = listed.users.into_iter().map(|user| json!({ "id": user.id })).collect();
            Ok(json!({ "users": users }))
        }
        "authorize" => signed(client.authenticate_private_channel(text(said, "channel"), text(said, "socketId"))),
        "authorizeMember" => {
            let info = HashMap::from([("name", text(said, "userName"))]);
            let member = Member { user_id: text(said, "userId"), user_info: Some(info) };
            signed(client.authenticate_presence_channel(text(said, "channel"), text(said, "socketId"), &member))
        }
        step => panic!("unknown step {step}"),
    }
}

fn counts(channel: &pusher::Channel) -> Value {
    let mut told = Map::new();
    for (name, value) in [
        ("occupied", channel.occupied.map(Value::from)),
        ("user_count", channel.user_count.map(Value::from)),
        ("subscription_count", channel.subscription_count.map(Value::from)),
    ] {
        value.and_then(|value| told.insert(name.into(), value));
    }
    Value::Object(told)
}

fn signed(answer: Result<String, &str>) -> Result<Value, String> {
    answer.map(|text| serde_json::from_str(&text).unwrap()).map_err(str::to_string)
}

/// The library tells the status in its text alone: "Error: 401 Unauthorized. …"
fn status(error: &str) -> u16 {
    error.strip_prefix("Error: ").and_then(|rest| rest.get(..3)?.parse().ok()).unwrap_or(0)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut client = None;
    for line in stdin().lock().lines() {
        let said: Value = serde_json::from_str(&line.unwrap()).unwrap();
        if text(&said, "step") == "open" {
            client = Some(open(&said));
            println!("{}", json!({ "answer": {} }));
            continue;
        }
        match take(client.as_ref().unwrap(), &said).await {
            Ok(answer) => println!("{}", json!({ "answer": answer })),
            Err(error) => println!("{}", json!({ "status": status(&error), "error": error })),
        }
    }
}
