namespace Referent.Training.Tests;

/// <summary>The tests that share one <see cref="TrainingWorld"/>; xunit finds it by the name.</summary>
[CollectionDefinition(nameof(TrainingWorld))]
public sealed class SharedWorld : ICollectionFixture<TrainingWorld>;
