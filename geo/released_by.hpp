#pragma once

namespace geo {

/// The deleter that lets unique_ptr own a handle of a C library:
/// `std::unique_ptr<PJ, ReleasedBy<proj_destroy>>`.
template <auto Release>
struct ReleasedBy {
  template <typename Handle>
  void operator()(Handle* handle) const {
    Release(handle);
  }
};

} // namespace geo
