#include "server/wire/send_queue.hpp"

#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "server/wire/file_descriptor.hpp"

namespace {

using server::AccessEntry;
using server::HeldBytes;
using server::Outgoing;
using server::Sending;
using server::SendQueue;
using server::SharedText;

constexpr auto turn_bytes = SendQueue::turn_bytes;
constexpr std::size_t without_bound = 1UL << 30;

/// A queue and the socket it sends to, of which the test has the other end. The kernel holds more
/// than a turn for it, so that the client takes whatever is sent.
struct Sent {
  Sent() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    socket = server::FileDescriptor(ends[0]);
    client = server::FileDescriptor(ends[1]);
  }

  Sending flush(std::size_t bytes) { return queue.flush(socket.get(), bytes); }

  /// Everything that has come.
  std::string read() const {
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
      const auto count = ::recv(client.get(), buffer.data(), buffer.size(), 0);
      if (count <= 0)
        return text;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

  HeldBytes held{without_bound};
  std::vector<AccessEntry> entries;
  server::AccessLog log = [this](const AccessEntry& entry) { entries.push_back(entry); };
  SendQueue queue{held, log};
  server::FileDescriptor socket;
  server::FileDescriptor client;
};

/// Of which no two parts are equal.
std::string text_of(std::size_t bytes) {
  std::string text;
  for (int i = 0; text.size() < bytes; ++i)
    text += std::to_string(i) + ",";
  text.resize(bytes);
  return text;
}

Outgoing answer_of(std::string head, std::string body) {
  Outgoing outgoing{.head = std::move(head)};
  outgoing.part.size = body.size();
  outgoing.body = std::make_shared<const std::string>(std::move(body));
  outgoing.finishes.emplace();
  outgoing.finishes->entry.bytes = outgoing.part.size;
  return outgoing;
}

TEST(SendQueue, GivesWayAfterATurnHoweverFastItsClientReads) {
  Sent sent;
  const auto body = text_of(2 * turn_bytes + 1);
  sent.queue.push(answer_of("", body));
  EXPECT_EQ(sent.flush(turn_bytes), Sending::gives_way);
  EXPECT_TRUE(sent.read() == body.substr(0, turn_bytes));
  EXPECT_EQ(sent.flush(turn_bytes), Sending::gives_way);
  EXPECT_TRUE(sent.read() == body.substr(turn_bytes, turn_bytes));
  EXPECT_EQ(sent.flush(turn_bytes), Sending::done);
  EXPECT_EQ(sent.read(), body.substr(2 * turn_bytes));
}

TEST(SendQueue, TellsHowMuchOfATurnIsLeft) {
  Sent sent;
  sent.queue.push(answer_of("head", "body"));
  std::size_t bytes = 10;
  EXPECT_EQ(sent.queue.flush(sent.socket.get(), bytes), Sending::done);
  EXPECT_EQ(bytes, 10 - std::string("headbody").size());
  sent.queue.push(answer_of("head", "body"));
  EXPECT_EQ(sent.queue.flush(sent.socket.get(), bytes), Sending::gives_way);
  EXPECT_EQ(bytes, 0U);
  EXPECT_EQ(sent.read(), "headbodyhe");
}

TEST(SendQueue, SendsAnswersInOrderWhereverATurnEnds) {
  for (std::size_t bytes = 1; bytes < 30; ++bytes) {
    Sent sent;
    sent.queue.push(answer_of("head 1,", "body 1,"));
    sent.queue.push({.head = "continue,"});
    auto part = answer_of("head 2,", "0123456789");
    part.part = {3, 4};
    part.tail = ",tail 2,";
    sent.queue.push(std::move(part));
    sent.queue.push(answer_of("", "body 3"));
    while (sent.flush(bytes) == Sending::gives_way) {
    }
    EXPECT_EQ(sent.read(), "head 1,body 1,continue,head 2,3456,tail 2,body 3") << bytes;
    EXPECT_THAT(sent.entries, testing::SizeIs(3));
  }
}

TEST(SendQueue, WaitsForAClientThatTakesNoMore) {
  Sent sent;
  const auto body = text_of(100 * turn_bytes);
  sent.queue.push(answer_of("", body));
  std::string read;
  for (auto sending = sent.flush(without_bound); sending != Sending::done;
       sending = sent.flush(without_bound)) {
    ASSERT_EQ(sending, Sending::waits);
    read += sent.read();
  }
  read += sent.read();
  EXPECT_TRUE(read == body);
}

TEST(SendQueue, WhatIsNotSentInATurnIsHeldAndLoggedAsUnfinished) {
  Sent sent;
  const std::string head = "head";
  sent.queue.push(answer_of(head, text_of(2 * turn_bytes)));
  sent.queue.push(answer_of(head, text_of(turn_bytes)));
  EXPECT_EQ(sent.flush(turn_bytes), Sending::gives_way);
  EXPECT_GE(sent.held.count(), 3 * turn_bytes);
  sent.queue.log_unfinished(SendQueue::Clock::now());
  ASSERT_THAT(sent.entries, testing::SizeIs(2));
  EXPECT_FALSE(sent.entries[0].is_complete);
  EXPECT_EQ(sent.entries[0].bytes, turn_bytes - head.size());
  EXPECT_FALSE(sent.entries[1].is_complete);
  EXPECT_EQ(sent.entries[1].bytes, 0U);
}

TEST(SendQueue, BreaksWhenThereIsNoRoomForWhatIsNotSent) {
  Sent sent;
  const server::Hold all(sent.held, "", without_bound + 1);
  sent.queue.push(answer_of("", text_of(turn_bytes)));
  EXPECT_EQ(sent.flush(turn_bytes), Sending::done);
  sent.queue.push(answer_of("", text_of(turn_bytes + 1)));
  EXPECT_EQ(sent.flush(turn_bytes), Sending::broken);
}

TEST(SendQueue, BreaksWhenItsClientHasGone) {
  Sent sent;
  sent.client = server::FileDescriptor();
  sent.queue.push(answer_of("head", "body"));
  EXPECT_EQ(sent.flush(turn_bytes), Sending::broken);
}

} // namespace
