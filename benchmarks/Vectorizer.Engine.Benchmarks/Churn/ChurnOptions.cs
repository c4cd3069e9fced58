namespace Vectorizer.Engine.Benchmarks.Churn;

/// <summary>What a run of the benchmark is asked for.</summary>
/// <param name="Rows">Uses the first rows only.</param>
/// <param name="Rounds">How often everything is deleted and stored again.</param>
/// <param name="PointsPerWrite">Points of a write.</param>
/// <param name="DeadPart">A repair begins when so large a part of the living is dead.</param>
/// <param name="Revise">Whether points get another payload instead of being deleted and stored again.</param>
/// <param name="M">Links a node chooses.</param>
/// <param name="EfConstruction">Candidates weighed for them.</param>
internal sealed record ChurnOptions(int Rows, int Rounds, int PointsPerWrite, double DeadPart, bool Revise, int M, int EfConstruction);
