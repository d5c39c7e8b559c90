#pragma once

namespace layers {

/// The legal values of a number, both ends included.
struct Range {
  double least = 0;
  double most = 0;

  bool holds(double value) const { return value >= least && value <= most; } // NaN: false
};

} // namespace layers
