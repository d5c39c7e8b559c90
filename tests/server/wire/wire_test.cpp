// What HTTP/1.1 and 1.0 clients see on the wire.

#include <chrono>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/served.hpp"
#include "tests/support/threads.hpp"

namespace {

using support::get;
using support::RawClient;
using support::Reply;
using support::wait_until;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using Clock = std::chrono::steady_clock;

void expect_problem(const Reply& reply, int status) {
  EXPECT_EQ(reply.status, status);
  EXPECT_EQ(reply.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(nlohmann::json::parse(reply.body).at("status"), status);
}

/// The request is refused, and the connection ends in order after it.
void expect_refusal(std::string_view bytes, int status) {
  const Served served;
  RawClient client(served.port());
  const auto reply = client.ask(bytes);
  expect_problem(reply, status);
  EXPECT_EQ(reply.header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(Wire, AnswersFromThePoolAndFromTheSocketThread) {
  const Served served;
  RawClient client(served.port());
  const auto pooled = client.ask(get("/a%20b?c"));
  EXPECT_EQ(pooled.status, 200);
  EXPECT_EQ(pooled.body, "GET\n/a%20b?c\n\n");
  EXPECT_EQ(pooled.header("Content-Type"), "text/plain");
  EXPECT_THAT(pooled.header("Date"), HasSubstr(" GMT"));
  EXPECT_EQ(pooled.header("Connection"), "");
  EXPECT_EQ(client.ask(get("/fast/1")).body, "/fast/1");
}

TEST(Wire, PipelinedRequestsAreAnsweredInOrder) {
  Served served;
  RawClient client(served.port());
  std::string requests;
  for (int i = 0; i < 100; ++i) // by turns slow, pooled and fast
    requests += get((i % 3 == 0   ? "/slow/" + std::to_string(i)
                     : i % 3 == 1 ? "/pool/" + std::to_string(i)
                                  : "/fast/" + std::to_string(i)));
  client.send(requests);
  ASSERT_TRUE(served.wait_for_running(1));
  EXPECT_EQ(RawClient(served.port()).ask(get("/pool")).status, 200);
  EXPECT_FALSE(
      client.readable()); // the others could be ready by now, but do not overtake the first
  served.release();
  for (int i = 0; i < 100; ++i)
    EXPECT_THAT(client.read_reply().body, HasSubstr("/" + std::to_string(i)));
}

TEST(Wire, MegabytesOfPipelinedRequestsLeaveRoomForOthers) {
  constexpr int requests = 20'000;
  const Served served;
  RawClient busy(served.port());
  std::thread sending([&] {
    std::string text;
    for (int i = 0; i < requests; ++i)
      text += get("/fast/" + std::to_string(i));
    busy.send(text);
  });
  RawClient other(served.port());
  EXPECT_EQ(other.ask(get("/pool")).status, 200);
  int wrong = 0;
  for (int i = 0; i < requests; ++i)
    wrong += busy.read_reply().body != "/fast/" + std::to_string(i) ? 1 : 0;
  EXPECT_EQ(wrong, 0);
  sending.join();
}

TEST(Wire, AHalfClosedClientGetsItsAnswers) {
  Served served;
  RawClient client(served.port());
  client.send(get("/slow/1") + get("/pool/2"));
  client.finish_sending();
  ASSERT_TRUE(served.wait_for_running(1));
  EXPECT_EQ(RawClient(served.port()).ask(get("/fast")).status, 200); // that end was seen before
  served.release();
  EXPECT_EQ(client.read_reply().body, "/slow/1");
  EXPECT_EQ(client.read_reply().body, "GET\n/pool/2\n\n");
  EXPECT_TRUE(client.ended());
}

TEST(Wire, ConnectionCloseCloses) {
  const Served served;
  RawClient client(served.port());
  const auto reply = client.ask(get("/a", "Connection: close\r\n"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(Wire, Http10ClosesUnlessToldOtherwise) {
  const Served served;
  RawClient closing(served.port());
  EXPECT_EQ(closing.ask("GET /a HTTP/1.0\r\n\r\n").header("Connection"), "close");
  EXPECT_TRUE(closing.ended());
  RawClient keeping(served.port());
  const std::string request = "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  EXPECT_EQ(keeping.ask(request).header("Connection"), "keep-alive");
  EXPECT_EQ(keeping.ask(request).body, "GET\n/a\n\n");
}

TEST(Wire, HeadHasTheLengthButNotTheBody) {
  const Served served;
  RawClient client(served.port());
  client.send("HEAD /big HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto head = client.read_reply(true);
  EXPECT_EQ(head.header("Content-Length"), std::to_string(Served::big_bytes));
  EXPECT_EQ(client.ask(get("/fast")).body, "/fast"); // nothing stood in between
}

TEST(Wire, A100ContinueComesBeforeTheBodyIsSent) {
  const Served served;
  RawClient client(served.port());
  const auto interim =
      client.ask("PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(interim.status, 100);
  EXPECT_EQ(client.ask("abc").body, "PUT\n/a\nabc\n");
}

TEST(Wire, ABodyThatIsTooLargeIsRefusedBeforeItIsSent) {
  expect_refusal("PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                 "Content-Length: 1048577\r\n\r\n",
                 413);
}

TEST(Wire, AClientThatUploadsTooMuchSeesTheAnswerNotAReset) {
  const Served served;
  RawClient client(served.port());
  client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n");
  client.send(std::string(3'000'000, 'x'));
  expect_problem(client.read_reply(), 413);
  EXPECT_TRUE(client.ended());
}

TEST(Wire, ABodyMayBeAsLongAsTheOptionsSay) {
  auto options = Served::patient();
  options.limits.body_bytes = 10;
  const Served served(options);
  const auto answer = [&](const std::string& rest) {
    RawClient client(served.port());
    return client.ask("PUT /a HTTP/1.1\r\nHost: h\r\n" + rest);
  };
  EXPECT_EQ(answer("Content-Length: 10\r\n\r\n1234567890").body, "PUT\n/a\n1234567890\n");
  EXPECT_EQ(answer("Content-Length: 11\r\n\r\n").status, 413);
  EXPECT_EQ(answer("Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n12345\r\n").status, 413);
}

TEST(Wire, WhereNoBodyIsTakenAnyIsTooLong) {
  expect_refusal("PUT /bare HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n", 413);
  expect_refusal("PUT /bare HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n1\r\n",
                 413);
}

TEST(Wire, ABodyThatIsNotWantedIsRefusedBeforeItIsSent) {
  expect_refusal("PUT /no-body HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                 "Content-Length: 3\r\n\r\n",
                 415);
}

TEST(Wire, NothingSmuggledBehindARefusedBodyIsAnswered) {
  const Served served;
  const std::string inner = get("/fast/smuggled");
  for (const std::string& request :
       {"PUT /no-body HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(inner.size()) +
            "\r\n\r\n" + inner,
        "PUT /bare HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(inner.size()) +
            "\r\n\r\n" + inner,
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\n" +
            inner,
        "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + inner,
        "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner,
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3, 3\r\n\r\nabc" + inner,
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc" + inner,
        "GET / HTTP/1.1\r\nHost: h\r\n Folded: yes\r\nContent-Length: 0\r\n\r\n" + inner}) {
    RawClient client(served.port());
    client.send(request);
    client.finish_sending();
    const auto all = client.read_to_end();
    EXPECT_THAT(all, Not(HasSubstr("/fast/smuggled"))) << request;
    EXPECT_THAT(all, testing::Not(testing::StartsWith("HTTP/1.1 2"))) << request;
  }
}

TEST(Wire, ABodyThatLooksLikeARequestIsABody) {
  const Served served;
  RawClient client(served.port());
  const std::string inner = get("/fast/inner");
  client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(inner.size()) +
              "\r\n\r\n" + inner + get("/fast/after"));
  EXPECT_EQ(client.read_reply().body, "PUT\n/a\n" + inner + "\n");
  EXPECT_EQ(client.read_reply().body, "/fast/after");
}

TEST(Wire, APartOfABodyIsSentWithoutTheRest) {
  const Served served;
  RawClient client(served.port());
  const auto reply = client.ask(get("/part"));
  EXPECT_EQ(reply.header("Content-Length"), "3");
  EXPECT_EQ(reply.body, "345");
  EXPECT_EQ(client.ask(get("/fast")).status, 200);
}

TEST(Wire, ARequestKnowsItsClient) {
  auto options = Served::patient();
  options.trusted_proxies = {*server::parse_ip_range("127.0.0.1")};
  const Served trusting(options);
  const Served distrusting;
  const auto request = get("/client", "X-Forwarded-For: 203.0.113.7\r\n");
  EXPECT_EQ(RawClient(trusting.port()).ask(request).body, "203.0.113.7");
  EXPECT_EQ(RawClient(distrusting.port()).ask(request).body, "127.0.0.1");
  ASSERT_TRUE(wait_until([&] { return !trusting.log().empty(); }));
  EXPECT_EQ(trusting.log()[0].client, "203.0.113.7");
}

TEST(Wire, WhatAClientDoesNotWaitForIsLoggedAsBrokenOff) {
  Served served;
  RawClient reading(served.port(), 4096);
  reading.send(get("/big"));
  reading.read_some();
  reading.abort();
  ASSERT_TRUE(wait_until([&] { return served.log().size() == 1; }));
  const auto first = served.log()[0];
  EXPECT_FALSE(first.is_complete);
  EXPECT_EQ(first.status, 200);
  EXPECT_GT(first.bytes, 0U);
  EXPECT_LT(first.bytes, Served::big_bytes);
  RawClient waiting(served.port());
  waiting.send(get("/slow"));
  ASSERT_TRUE(served.wait_for_running(1));
  waiting.abort();
  ASSERT_TRUE(wait_until([&] { return served.log().size() == 2; }));
  EXPECT_EQ(served.log()[1].status, 499);
  EXPECT_TRUE(wait_until([&] { return served.stopped() == 1; })); // and its work ended
}

TEST(Wire, ChunksMayBeSplitAnywhere) {
  const Served served;
  RawClient other(served.port());
  RawClient client(served.port());
  client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (const auto* piece : {"3\r", "\nab", "c\r", "\n2\r\nde", "\r", "\n0\r\n", "\r", "\n"}) {
    client.send(piece);
    other.ask(get("/fast")); // the server has read the piece by now, as a segment of its own
  }
  EXPECT_EQ(client.read_reply().body, "POST\n/a\nabcde\n");
}

TEST(Wire, AMebibyteOfBodyArrives) {
  const Served served;
  RawClient client(served.port());
  const std::string body(1024 * 1024, 'x');
  const auto reply =
      client.ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n" + body);
  EXPECT_EQ(reply.body, "POST\n/a\n" + body + "\n");
}

TEST(Wire, RequestsThatAreWrongAreRefused) {
  expect_refusal("GET / HTTP/1.1\r\n\r\n", 400); // no Host
  expect_refusal("rubbish\r\n\r\n", 400);
  expect_refusal("GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400);
  expect_refusal("GET /%2e%2e/etc HTTP/1.1\r\nHost: h\r\n\r\n", 400);
  expect_refusal("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n"
                 "Transfer-Encoding: chunked\r\n\r\n",
                 400);
  expect_refusal("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501);
  expect_refusal(get("/" + std::string(9000, 'a')), 414);
  expect_refusal(get("/", "A: " + std::string(40'000, 'a') + "\r\n"), 431);
}

TEST(Wire, ARefusalDoesNotRepeatWhatWasSent) {
  const Served served;
  RawClient client(served.port());
  EXPECT_THAT(client.ask("GET /<script>%zz HTTP/1.1\r\nHost: h\r\n\r\n").body,
              Not(HasSubstr("script")));
}

TEST(Wire, AbsoluteTargetsAreServed) {
  const Served served;
  RawClient client(served.port());
  EXPECT_EQ(client.ask(get("http://host:80/fast/x")).status, 200);
}

TEST(Wire, SixteenThousandSlashesAreTooLongAndEightThousandAreServed) {
  expect_refusal(get(std::string(16'000, '/')), 414);
  const Served served;
  RawClient client(served.port());
  EXPECT_EQ(client.ask(get(std::string(8000, '/'))).status, 200);
}

TEST(Wire, AMegabyteOfHeadersIsRefusedBeforeItsEnd) {
  const Served served;
  RawClient client(served.port());
  std::string request = "GET / HTTP/1.1\r\nHost: test\r\n";
  while (request.size() < 1'000'000)
    request += "X-A: " + std::string(100, 'a') + "\r\n";
  client.try_send(request); // the end never comes
  expect_problem(client.read_reply(), 431);
  EXPECT_TRUE(client.ended());
}

TEST(Wire, AHandlerThatThrowsIsA500AndTheConnectionGoesOn) {
  const Served served;
  RawClient client(served.port());
  expect_problem(client.ask(get("/throw")), 500);
  const auto fast = client.ask(get("/throw-fast"));
  expect_problem(fast, 500);
  EXPECT_THAT(fast.body, Not(HasSubstr("thrown")));
  EXPECT_EQ(client.ask(get("/fast")).status, 200);
}

TEST(Wire, EveryAnswerIsLoggedOnceItWasHandedOver) {
  Served served;
  RawClient client(served.port());
  client.ask(get("/fast/1"));
  client.send(get("/slow/2"));
  ASSERT_TRUE(served.wait_for_running(1));
  const auto running_since = Clock::now();
  ASSERT_TRUE(wait_until(support::all_others_wait)); // that takes a while
  const std::chrono::duration<double> was_running = Clock::now() - running_since;
  served.release();
  client.read_reply();
  client.send("HEAD /big HTTP/1.1\r\nHost: h\r\n\r\n");
  client.read_reply(true);
  client.ask("GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(client.ended());
  const auto log = served.log();
  ASSERT_THAT(log, SizeIs(4));
  EXPECT_EQ(log[0].method + " " + log[0].target, "GET /fast/1");
  EXPECT_EQ(log[0].status, 200);
  EXPECT_EQ(log[0].bytes, std::string("/fast/1").size());
  EXPECT_GE(log[1].seconds, was_running.count());
  EXPECT_EQ(log[2].method, "HEAD");
  EXPECT_EQ(log[2].bytes, 0U);
  EXPECT_EQ(log[3].status, 400);
}

TEST(Wire, ASlowHandlerHoldsUpNobodyElse) {
  auto options = Served::patient();
  options.work_threads = 2;
  Served served(options);
  RawClient slow(served.port());
  slow.send(get("/slow"));
  ASSERT_TRUE(served.wait_for_running(1));
  RawClient other(served.port());
  EXPECT_EQ(other.ask(get("/fast")).status, 200);
  EXPECT_EQ(other.ask(get("/pool")).status, 200);
  served.release();
  EXPECT_EQ(slow.read_reply().status, 200);
}

TEST(Wire, HeadersMayHoldAnything) {
  const Served served;
  RawClient client(served.port());
  const std::string headers = "Cookie: no equals sign\r\nCookie: =; ;;=\r\nAccept: \xff\xfe\r\n"
                              "Range: bytes=a-b\r\nDate: never\r\nX-Empty:\r\n";
  EXPECT_EQ(client.ask(get("/pool", headers)).status, 200);
  EXPECT_EQ(client.ask(get("/fast")).status, 200);
}

TEST(Wire, SeveralSocketThreadsServeManyConnections) {
  auto options = Served::patient();
  options.socket_threads = 3;
  const Served served(options);
  std::vector<RawClient> clients;
  for (int i = 0; i < 30; ++i)
    clients.emplace_back(served.port());
  for (auto& client : clients)
    EXPECT_EQ(client.ask(get("/pool")).status, 200);
}

} // namespace
