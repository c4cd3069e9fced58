using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vectorizer.Engine.Kernels;

namespace Vectorizer.Engine.NeighborCodes;

/// <summary>Estimates the distances of the neighbours in a block, and leaves those below a bound.</summary>
internal static unsafe class NeighborEstimates
{
    /// <summary>Estimates all lanes of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="layout">Where things lie in it.</param>
    /// <param name="query">The query.</param>
    /// <param name="bound">Only estimates below it count.</param>
    /// <param name="distances">32 numbers: the estimate of each lane, for an empty one any.</param>
    /// <returns>One bit for each lane whose estimate is below the bound. Empty lanes may be among them.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Compute(byte* block, NeighborBlockLayout layout, in QueryTables query, float bound, float* distances)
    {
        // The sums are read before distances take their place.
        int* sums = (int*)distances;
        TableSums.Compute(block, query.Tables, layout.Coordinates / 2, sums);

        float* weights = (float*)(block + layout.WeightsOffset);
        float* squares = layout.HasSquares ? (float*)(block + layout.SquaresOffset) : null;
        Vector256<float> step = Vector256.Create(query.Step * query.WeightFactor);
        Vector256<float> start = Vector256.Create(query.Base * query.WeightFactor);
        Vector256<float> squareFactor = Vector256.Create(query.SquareFactor);
        Vector256<float> bounds = Vector256.Create(bound);
        uint below = 0;
        for (int lane = 0; lane < NeighborBlockLayout.Lanes; lane += Vector256<float>.Count)
        {
            Vector256<float> sum = Vector256.ConvertToSingle(Vector256.Load(sums + lane));
            Vector256<float> product = Vector256.Load(weights + lane) * Vector256.MultiplyAddEstimate(sum, step, start);
            Vector256<float> distance = squares is null
                ? -product
                : Vector256.MultiplyAddEstimate(Vector256.Load(squares + lane), squareFactor, -product);
            distance.Store(distances + lane);
            below |= Vector256.LessThan(distance, bounds).ExtractMostSignificantBits() << lane;
        }

        return below;
    }
}
