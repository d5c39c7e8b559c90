#include "server/http/accept_type.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace {

using server::preferred_type;

constexpr std::array<std::string_view, 3> offered{"text/html", "application/json", "text/csv"};

std::optional<std::size_t> preferred(const std::string& accept) {
  return preferred_type({{"Accept", accept}}, offered);
}

TEST(AcceptType, WithoutAHeaderTheFirstIsSent) {
  EXPECT_EQ(preferred_type({}, offered), 0U);
}

TEST(AcceptType, WhatIsLikedMostIsSentAndOfEqualsTheFirst) {
  EXPECT_EQ(preferred("application/json"), 1U);
  EXPECT_EQ(preferred("*/*"), 0U);
  EXPECT_EQ(preferred("text/html;q=0.5, application/json;q=0.6"), 1U);
  EXPECT_EQ(preferred("text/csv, text/html"), 0U);
  EXPECT_EQ(preferred("APPLICATION/JSON;charset=utf-8"), 1U);
}

TEST(AcceptType, TheRangeThatNamesATypeBestCounts) {
  EXPECT_EQ(preferred("text/*;q=0.3, text/csv;q=0.7, */*;q=0.1"), 2U);
  EXPECT_EQ(preferred("*/*, text/html;q=0"), 1U);
  EXPECT_EQ(preferred("text/*;q=0.3, application/json;q=0.5, */*;q=0.9"), 1U);
}

TEST(AcceptType, WhatIsNotTakenIsNotSent) {
  EXPECT_EQ(preferred("image/png"), std::nullopt);
  EXPECT_EQ(preferred("text/html;q=0, application/json;q=0.0"), std::nullopt);
}

TEST(AcceptType, SeveralHeadersAreOneList) {
  EXPECT_EQ(preferred_type({{"Accept", "text/html;q=0.1"}, {"accept", "text/csv"}}, offered), 2U);
}

} // namespace
