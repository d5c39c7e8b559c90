#include "server/wire/held_bytes.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace {

using server::HeldBytes;
using server::Hold;
using server::SharedText;

SharedText text_of(std::size_t bytes) {
  std::string text;
  text.reserve(bytes);
  return std::make_shared<const std::string>(std::move(text));
}

TEST(HeldBytes, AreCountedAsLongAsTheyAreHeld) {
  HeldBytes counter(100);
  {
    Hold hold(counter, "a", 60);
    Hold moved = std::move(hold);
    EXPECT_EQ(counter.count(), 60U);
    EXPECT_FALSE(counter.is_full());
    moved = Hold(counter, "a", 101);
    EXPECT_EQ(counter.count(), 101U);
    EXPECT_TRUE(counter.is_full());
  }
  EXPECT_EQ(counter.count(), 0U);
}

TEST(HeldBytes, OfATextThatManyHoldCountOnce) {
  HeldBytes counter(1000);
  const auto text = text_of(500);
  const auto capacity = text->capacity();
  {
    const auto copy = text;
    Hold first(counter, "a", text);
    Hold second(counter, "b", copy);
    EXPECT_EQ(counter.count(), capacity);
    first = Hold();
    EXPECT_EQ(counter.count(), capacity);
  }
  EXPECT_EQ(counter.count(), 0U);
}

TEST(HeldBytes, OfATextThatNobodyElseHasCountToo) {
  HeldBytes counter(1000);
  const Hold hold(counter, "a", text_of(500));
  EXPECT_GE(counter.count(), 500U);
}

TEST(HeldBytes, LeaveRoomForOtherClients) {
  HeldBytes counter(1000);
  EXPECT_TRUE(counter.has_room_for("a"));
  const Hold first(counter, "a", 800);
  EXPECT_TRUE(counter.has_room_for("a")); // 800 are four times the 200 that are left
  {
    const Hold second(counter, "a", 1);
    EXPECT_FALSE(counter.has_room_for("a"));
    EXPECT_TRUE(counter.has_room_for("b"));
  }
  EXPECT_TRUE(counter.has_room_for("a"));
  const Hold other(counter, "b", 201);
  EXPECT_FALSE(counter.has_room_for("c"));
}

TEST(HeldBytes, OfATextCountForEachClientThatHoldsIt) {
  HeldBytes counter(1000);
  const auto text = text_of(850);
  const auto copy = text;
  const Hold first(counter, "a", text);
  const Hold second(counter, "b", copy);
  EXPECT_EQ(counter.count(), text->capacity());
  EXPECT_FALSE(counter.has_room_for("a"));
  EXPECT_FALSE(counter.has_room_for("b"));
  EXPECT_TRUE(counter.has_room_for("c"));
}

TEST(HeldBytes, MayBeNone) {
  HeldBytes counter(1000);
  Hold first(counter, "a", 0);
  const Hold second(counter, "a", 0);
  first = Hold();
  EXPECT_EQ(counter.count(), 0U);
}

} // namespace
