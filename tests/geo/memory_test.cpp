#include "geo/memory.hpp"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

namespace {

/// As a library whose operator new fails, and that goes on without.
void go_on_without() {
  try {
    std::get_new_handler()();
  } catch (const std::bad_alloc&) {
  }
}

class Memory : public testing::Test {
protected:
  void SetUp() override { geo::count_memory_failures(); }
  void TearDown() override { std::set_new_handler(nullptr); }
};

TEST_F(Memory, WhatIsMadeWithEnoughOfItIsHandedOn) {
  EXPECT_EQ(geo::with_enough_memory([] { return 7; }), 7);
  EXPECT_THROW(geo::with_enough_memory([]() -> int { throw std::out_of_range("mine"); }),
               std::out_of_range);
}

TEST_F(Memory, WhatIsMadeWithoutIsNot) {
  EXPECT_THROW(geo::with_enough_memory([] {
                 go_on_without();
                 return 7;
               }),
               std::bad_alloc);
  EXPECT_THROW(geo::with_enough_memory([]() -> int {
                 go_on_without();
                 throw std::runtime_error("has no CRS");
               }),
               std::bad_alloc);
}

} // namespace
