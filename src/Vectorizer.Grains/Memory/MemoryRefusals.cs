using System.Globalization;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Grains.Memory;

/// <summary>Says to a caller that the memory of the node is used up.</summary>
internal static class MemoryRefusals
{
    // Reservations of writes on their way pass within a moment; used memory only when somebody frees some.
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(10);

    /// <summary>There is no memory for a write.</summary>
    public static VectorizerException NoRoom(MemoryBudget budget) => new(
        VectorizerError.InsufficientMemory,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The memory for points is used up: {budget.UsedBytes} bytes used, {budget.ReservedBytes} reserved for writes on their ")
        + string.Create(
            CultureInfo.InvariantCulture,
            $"way, limit {budget.LimitBytes}. Nothing of this was stored; reads and deletes go on. Drop a collection that is no longer needed, ")
        + "or raise performance.cpu.memory_pool_size_mb on a machine with more memory.")
    {
        RetryAfter = s_retryAfter,
    };

    /// <summary>There is no memory for an index over payloads.</summary>
    public static VectorizerException NoRoomForIndex(MemoryBudget budget) => new(
        VectorizerError.InsufficientMemory,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The index does not fit into the memory for points: {budget.UsedBytes} bytes used, {budget.ReservedBytes} reserved for writes on their ")
        + string.Create(
            CultureInfo.InvariantCulture,
            $"way, limit {budget.LimitBytes}. It was given up, and is tried again. Drop another index or a collection that is no longer needed, ")
        + "or raise performance.cpu.memory_pool_size_mb on a machine with more memory.")
    {
        RetryAfter = s_retryAfter,
    };
}
