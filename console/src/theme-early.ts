// Loaded before anything is painted, so that a chosen theme does not flash.
import { applyStoredTheme } from './ui/theme';

applyStoredTheme();
