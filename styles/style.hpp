#pragma once

namespace styles {} // namespace styles
