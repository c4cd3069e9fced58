namespace Vectorizer.Storage.Log;

/// <summary>A log that is open again.</summary>
/// <param name="Log">Takes records.</param>
/// <param name="Report">What was found and done.</param>
public sealed record RecoveredLog(SegmentLog Log, LogRecoveryReport Report);
