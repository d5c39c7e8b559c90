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
    Hold hold(counter, 60);
    Hold moved = std::move(hold);
    EXPECT_EQ(counter.count(), 60U);
    EXPECT_FALSE(counter.is_full());
    moved = Hold(counter, 101);
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
    Hold first(counter, text);
    Hold second(counter, copy);
    EXPECT_EQ(counter.count(), capacity);
    first = Hold();
    EXPECT_EQ(counter.count(), capacity);
  }
  EXPECT_EQ(counter.count(), 0U);
}

TEST(HeldBytes, OfATextThatNobodyElseHasCountToo) {
  HeldBytes counter(1000);
  const Hold hold(counter, text_of(500));
  EXPECT_GE(counter.count(), 500U);
}

} // namespace
